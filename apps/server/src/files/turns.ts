/** Lets in as much work at once as `room` holds, in the order in which it came, so that large work gets its turn. */
export class Turns {
  #free: number;
  readonly #waiting: { cost: number; go(): void }[] = [];

  constructor(room: number) {
    this.#free = room;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Does `work` once there is room for its cost, which is at most the whole room. */
  async take<T>(cost: number, work: () => Promise<T>): Promise<T> {
    const turn = new Promise<void>((go) => this.#waiting.push({ cost, go }));
    this.#admit();
    await turn;
    try {
      return await work();
    } finally {
      this.#free += cost;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && next.cost <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.cost;
      next.go();
    }
  }
}
