import type { ReactNode } from 'react';
import classes from './message-text.module.css';

const address = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/;

/** What somebody typed, as text and nothing else; web addresses are links that tell the target nothing. */
export function MessageText({ text }: { text: string }): ReactNode {
  return (
    <p className={classes.text} dir="auto">
      {text.split(address).map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a message never move
          <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
