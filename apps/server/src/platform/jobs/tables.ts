/** Work to be done; `run_at` is when it may be taken, or taken over from a worker that said nothing more. Times in ms. */
export type JobsTable = {
  id: string;
  kind: string;
  /** JSON; holds no secret. */
  payload: string;
  run_at: number;
  attempts: number;
  /** Of the worker that has it; another one's word counts for nothing. */
  lease: string | null;
  created_at: number;
  /** Since when it is tried no more. */
  dead_at: number | null;
  last_error: string | null;
};

declare module '../db/tables.ts' {
  interface Tables {
    jobs: JobsTable;
  }
}
