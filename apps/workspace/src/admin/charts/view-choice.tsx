import type { ReactNode } from 'react';
import { Segments } from '../segments.tsx';

/** How a report is read. */
export type ReportView = 'chart' | 'table';

/** Leads from a report's charts to the same figures as tables, and back. */
export function ViewChoice(props: {
  name: string;
  words: { view: string; chart: string; table: string };
  value: ReportView;
  onChange: (view: ReportView) => void;
}): ReactNode {
  const { name, words, value, onChange } = props;
  return (
    <Segments
      name={name}
      legend={words.view}
      value={value}
      onChange={onChange}
      choices={[
        { value: 'chart', label: words.chart },
        { value: 'table', label: words.table },
      ]}
    />
  );
}
