import { useEffect, useState } from 'preact/hooks';

/** A part that is loaded when it is first shown; null until then. `onLost`: it cannot be had now. */
export function useLater<Part>(load: () => Promise<Part>, onLost: () => void = () => {}): Part | null {
  const [part, setPart] = useState<Part | null>(null);
  useEffect(() => {
    let isWanted = true;
    load().then(
      (loaded) => isWanted && setPart(() => loaded),
      () => isWanted && onLost(),
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return part;
}

/** The words of a part, which come in one language; null until they have. */
export const useWords = <Words>(load: () => Promise<{ words: Words }>): Words | null => useLater(load)?.words ?? null;
