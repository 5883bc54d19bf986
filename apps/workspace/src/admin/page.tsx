import type { ReactNode } from 'react';
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

/** A table in the look of the administration; scrolls sideways where there is no room. */
export function Table({ head, children }: { head: string[]; children: ReactNode }): ReactNode {
  return (
    <div className={classes.tableScroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
