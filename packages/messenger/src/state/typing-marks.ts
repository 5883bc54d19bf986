import type { Environment } from '../environment.ts';

/** A mark holds for `limits.typingMs`; it is told again this often while somebody types. */
const repeatMs = 3_000;

/** Tells that the visitor types, thinned out, and that they stopped; never what they type [CNV10]. */
export function openTypingMarks(environment: Environment, tell: (isTyping: boolean) => void) {
  let toldAt: number | null = null;
  let cancelEnd = () => {};

  function stop(): void {
    cancelEnd();
    if (toldAt === null) return;
    toldAt = null;
    tell(false);
  }
  return {
    /** Notes that the field now holds `text`. */
    note(text: string): void {
      cancelEnd();
      if (text.trim() === '') {
        stop();
        return;
      }
      if (toldAt === null || environment.now() - toldAt >= repeatMs) {
        toldAt = environment.now();
        tell(true);
      }
      cancelEnd = environment.after(repeatMs + 1_000, stop);
    },
    stop,
  };
}
