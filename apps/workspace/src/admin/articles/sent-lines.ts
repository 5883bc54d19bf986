/** Lines and bytes of what is sent bit by bit; each is asked for when it is due. */
export class SentLines {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  #had: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = body.getReader();
  }

  /** The next line without its end; null where it breaks off before that. */
  async nextLine(): Promise<string | null> {
    const begun: Uint8Array[] = [];
    for (;;) {
      const end = this.#had.indexOf(0x0a);
      if (end >= 0) {
        begun.push(this.#had.subarray(0, end));
        this.#had = this.#had.subarray(end + 1);
        break;
      }
      begun.push(this.#had);
      if (!(await this.#more())) return null;
    }
    const decoder = new TextDecoder();
    return begun.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
  }

  /** The next so many bytes, in pieces; null where it breaks off before that. */
  async nextBytes(count: number): Promise<Uint8Array<ArrayBuffer>[] | null> {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let left = count; left > 0; ) {
      if (this.#had.length === 0 && !(await this.#more())) return null;
      const piece = this.#had.subarray(0, left);
      this.#had = this.#had.subarray(piece.length);
      left -= piece.length;
      pieces.push(piece);
    }
    return pieces;
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    this.#had = value ?? new Uint8Array(0);
    return !done;
  }
}
