import type { DragEvent } from 'react';
import { useEffect, useRef, useState } from 'react';

type Drop = {
  /** Files are held over the element. */
  isOver: boolean;
  handlers: {
    onDragEnter(event: DragEvent): void;
    onDragOver(event: DragEvent): void;
    onDragLeave(event: DragEvent): void;
    onDrop(event: DragEvent): void;
  };
};

/** Takes files that are dropped on an element; one dropped beside it does not replace the workspace in its tab. */
export function useFileDrop(onFiles: (files: File[], hasFolder: boolean) => void): Drop {
  const [isOver, setOver] = useState(false);
  // Each child that the pointer comes over tells of an entry, and then of a leaving.
  const depth = useRef(0);
  useEffect(() => {
    const keepPage = (event: globalThis.DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    window.addEventListener('dragover', keepPage);
    window.addEventListener('drop', keepPage);
    return () => {
      window.removeEventListener('dragover', keepPage);
      window.removeEventListener('drop', keepPage);
    };
  }, []);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    isOver,
    handlers: {
      onDragEnter(event) {
        if (!hasFiles(event)) return;
        depth.current += 1;
        setOver(true);
      },
      onDragOver(event) {
        if (hasFiles(event)) event.dataTransfer.dropEffect = 'copy';
      },
      onDragLeave(event) {
        if (!hasFiles(event)) return;
        depth.current = Math.max(0, depth.current - 1);
        if (depth.current === 0) setOver(false);
      },
      onDrop(event) {
        depth.current = 0;
        setOver(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        const { files, hasFolder } = readDropped(event.dataTransfer);
        onFiles(files, hasFolder);
      },
    },
  };
}

/** The files of a drop; a folder is among them as something that cannot be read, and is left out. */
function readDropped({ items, files }: DataTransfer): { files: File[]; hasFolder: boolean } {
  const entries = [...items].filter((item) => item.kind === 'file');
  const folders = entries.map((item) => item.webkitGetAsEntry()?.isDirectory === true);
  return { files: [...files].filter((_file, at) => !folders[at]), hasFolder: folders.includes(true) };
}
