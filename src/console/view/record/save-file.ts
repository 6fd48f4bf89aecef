// A file of the station's leaves as a download; nothing of it is opened here.

/** Saves what stands at an address of the API under a name. */
export function save(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
