import { ImageRefusal, measure, type Rendered, render } from './image-work.ts';
import type { ImageType } from './recognition.ts';

/** An image to measure, and then the word to render it. */
export type Asked = { content: Buffer; type: ImageType } | 'render';
/** `ready` comes once, when the library is loaded. */
export type Told =
  | 'ready'
  | { pixels: number }
  | { rendered: Rendered }
  | { refusal: ImageRefusal['code']; message: string };

let work: (() => Promise<Rendered>) | null = null;

async function answer(asked: Asked): Promise<Told> {
  if (asked === 'render') {
    if (!work) throw new Error('Nothing was measured.');
    return { rendered: await work() };
  }
  const { content, type } = asked;
  const { isMoving, pixels } = await measure(content, type);
  work = () => render(content, type, isMoving);
  return { pixels };
}

function tell(told: Told): void {
  process.send?.(told);
}

process.on('message', (asked: Asked) => {
  answer(asked).then(tell, (error: unknown) => {
    // A fault of ours ends the process, and the other side says so.
    if (!(error instanceof ImageRefusal)) throw error;
    tell({ refusal: error.code, message: error.message });
  });
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
tell('ready');
