// When something first happened to an object; who asks before it has, waits for it.

export class Moments {
  private readonly known = new Map<string, PromiseWithResolvers<number>>();

  /** It happens now; only the first time counts. */
  note(object: string): void {
    this.promised(object).resolve(Date.now());
  }

  /** Milliseconds since 1970 when it happened. */
  of(object: string): Promise<number> {
    return this.promised(object).promise;
  }

  private promised(object: string): PromiseWithResolvers<number> {
    const found = this.known.get(object) ?? Promise.withResolvers<number>();
    this.known.set(object, found);
    return found;
  }
}
