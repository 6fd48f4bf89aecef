// What makes a tagged PDF an archival one: the program that sets it writes no mark of PDF/A by itself, so its last two
// objects, the metadata and the catalog, are written anew with the marks of PDF/A-2a and PDF/UA-1.

const uaProperty = "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:category>internal</pdfaProperty:category>"
  + "<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>"
  + "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li>";
const uaSchema = "<rdf:li rdf:parseType=\"Resource\">"
  + "<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>"
  + "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
  + "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
  + `<pdfaSchema:property><rdf:Seq>${uaProperty}</rdf:Seq></pdfaSchema:property></rdf:li>`;
/** The marks, and the description of the one schema that PDF/A does not know (ISO 19005-2, 6.6.2.3). */
const marks = "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""
  + " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\""
  + " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
  + " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
  + " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">"
  + "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
  + `<pdfaExtension:schemas><rdf:Bag>${uaSchema}</rdf:Bag></pdfaExtension:schemas></rdf:Description>`;

/** The same file, marked. `pdf` comes from the typesetter: that it is not as expected is our own mistake. */
export function archived(pdf: Uint8Array): Uint8Array {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString("latin1");
  const table = Number(found(/startxref\n(\d+)\n%%EOF\s*$/u, text));
  const root = Number(found(/\/Root (\d+) 0 R/u, text.slice(table)));
  const offsets = [...text.slice(table).matchAll(/(\d{10}) (?:00000 n|65535 f)/gu)].map((one) => Number(one[1]));
  const from = offsets[root - 1] as number;
  const catalog = text.slice(offsets[root], table);
  const metadata = text.slice(from, offsets[root]);
  if (offsets.length !== root + 1 || !metadata.includes("/Type /Metadata")) {
    throw new Error("Metadata and catalog are not the last objects.");
  }
  const packet = found(/stream\n([^]*)\nendstream/u, metadata).replace("</rdf:RDF>", `${marks}</rdf:RDF>`);
  const stream = `${root - 1} 0 obj\n<<\n  /Length ${packet.length}\n  /Type /Metadata\n  /Subtype /XML\n>>\n`
    + `stream\n${packet}\nendstream\nendobj\n\n`;
  const shown = catalog.replace("/ViewerPreferences <<", "/ViewerPreferences <<\n    /DisplayDocTitle true");
  const places = offsets.map((offset, index) => (index === root ? from + stream.length : offset));
  const rows = places.map((offset, index) => (
    `${String(offset).padStart(10, "0")} ${index === 0 ? "65535 f" : "00000 n"} \n`
  ));
  const trailer = found(/trailer\n([^]*?)startxref/u, text.slice(table));
  const end = `xref\n0 ${rows.length}\n${rows.join("")}trailer\n${trailer}startxref\n`
    + `${from + stream.length + shown.length}\n%%EOF`;
  return Buffer.concat([pdf.subarray(0, from), Buffer.from(`${stream}${shown}${end}`, "latin1")]);
}

function found(pattern: RegExp, text: string): string {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`The file has no ${pattern.source}.`);
  return match[1] as string;
}
