// The form of a copy, in the language of the typesetter. It is fixed; what a document says comes to it as values only,
// and a value is set as it stands: nothing in it is read as markup.

/** Set with the input `copy`: the JSON of a `CopyInput`. */
export const form = `
#let copy = json(bytes(sys.inputs.copy))
#let first = copy.languages.first()
#let direction(language) = if language.dir == "rtl" { rtl } else { ltr }
#set document(title: copy.title, date: datetime(
  year: copy.date.at(0), month: copy.date.at(1), day: copy.date.at(2),
  hour: copy.date.at(3), minute: copy.date.at(4), second: copy.date.at(5),
))
#set text(font: copy.fonts, fallback: false, size: 10pt, lang: first.lang, region: first.region, dir: direction(first),
  hyphenate: false)
#let in-language(language, body) = {
  set text(lang: language.lang, region: language.region, dir: direction(language), font: language.fonts)
  body
}
#let said(value) = value.split("\\n").map(line => [#line]).join(linebreak())
#let banner = if copy.banner != none {
  align(center, strong(copy.banner.enumerate().map(((index, word)) => in-language(
    copy.languages.at(index), [#word],
  )).join([ · ])))
}
#set page(
  paper: "a4", margin: (x: 22mm, top: 26mm, bottom: 28mm),
  header: banner,
  footer: context {
    set text(size: 7.5pt, lang: "en", dir: ltr)
    grid(columns: (1fr, auto), column-gutter: 6mm,
      [#copy.digest], [#counter(page).display() / #counter(page).final().first()])
  },
)
#set par(justify: false, leading: 0.7em, spacing: 1.1em)
#show heading: set text(size: 1.15em)
#show heading: set block(above: 1.6em, below: 1em)
#if banner != none { block(width: 100%, stroke: 1pt, inset: 6pt, banner) }

#let copy-line(at) = in-language(copy.languages.at(at), text(size: 8.5pt)[
  #copy.words.at(at).copy: #said(copy.parties.first().at(at))
])
#let between(at) = in-language(copy.languages.at(at), [
  #copy.words.at(at).agreedBy: #copy.parties.map(names => said(names.at(at))).join([; ])
])
#let clause(at, number, item) = in-language(copy.languages.at(at), if number == none {
  heading(level: 2, said(item.at(at)))
} else {
  par[#number.~#said(item.at(at))]
})
#let head(at) = in-language(copy.languages.at(at), heading(level: 1, said(copy.titles.at(at))))
#let foot(at) = in-language(copy.languages.at(at), [
  #if copy.place.len() > 0 [#copy.words.at(at).place: #said(copy.place.at(at)) \\ ]
  #copy.words.at(at).time: #copy.time \\
  #copy.words.at(at).digest: #text(size: 0.85em, dir: ltr)[#copy.digest]
])
#let signatures(at) = in-language(copy.languages.at(at), for names in copy.parties {
  block(breakable: false, above: 0pt, below: 0pt, width: 72mm, inset: (top: 16mm), {
    line(length: 100%, stroke: 0.5pt)
    [#copy.words.at(at).signature: #said(names.at(at))]
  })
})

#let sides(of) = grid(columns: (1fr, 1fr), column-gutter: 7mm, of(0), of(1))
#if copy.languages.len() == 2 [
  #sides(copy-line)
  #sides(head)
  #sides(between)
  #for (index, item) in copy.clauses.enumerate() {
    block(above: 1.1em, sides(at => clause(at, copy.numbers.at(index), item)))
  }
  #sides(signatures)
  #block(above: 12mm, sides(foot))
] else {
  for at in range(copy.languages.len()) {
    if at > 0 { pagebreak() }
    copy-line(at)
    head(at)
    block(between(at))
    for (index, item) in copy.clauses.enumerate() { clause(at, copy.numbers.at(index), item) }
    signatures(at)
    block(above: 12mm, foot(at))
  }
}
`;
