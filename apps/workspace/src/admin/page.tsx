import type { ReactNode } from 'react';
import unseen from '../parts/unseen.module.css';
import classes from './page.module.css';

/** A screen of the administration: title, what can be done, content. */
export function Page(props: {
  title: ReactNode;
  lead?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.titles}>
          <h1 className={classes.title}>{props.title}</h1>
          {props.lead && <p className={classes.lead}>{props.lead}</p>}
        </div>
        {props.action}
      </header>
      {props.children}
    </div>
  );
}

/** A framed part of a screen. */
export function Card(props: {
  title?: ReactNode;
  text?: ReactNode;
  children: ReactNode;
  isFlush?: boolean;
}): ReactNode {
  return (
    <section className={classes.card}>
      {props.title && (
        <header className={classes.cardHead}>
          <h2 className={classes.cardTitle}>{props.title}</h2>
          {props.text && <p className={classes.cardText}>{props.text}</p>}
        </header>
      )}
      <div className={props.isFlush ? classes.flush : classes.cardBody}>{props.children}</div>
    </section>
  );
}

/** A table in the look of the administration. On a phone each row is a block of its own, its cells named by `Cell`. */
export function Table(props: { head: string[]; caption?: string; children: ReactNode }): ReactNode {
  return (
    <table className={classes.table}>
      {props.caption && <caption className={unseen.unseen}>{props.caption}</caption>}
      <thead>
        <tr>
          {props.head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{props.children}</tbody>
    </table>
  );
}

/** A cell of such a table; `label` is its column, shown beside it on a phone unless it speaks for itself. */
export function Cell(props: { label?: string; className?: string | undefined; children: ReactNode }): ReactNode {
  return (
    <td data-label={props.label} className={props.className}>
      {props.children}
    </td>
  );
}
