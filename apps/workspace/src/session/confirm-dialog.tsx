import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useStore } from '../realtime/store.ts';
import { Confirm } from './confirm.tsx';
import { asked } from './confirmation.ts';

/** "Confirm that it is you", over whatever screen asked for something sensitive; that is done afterwards [REM2]. */
export function ConfirmDialog(): ReactNode {
  const now = useStore(asked);
  return (
    <Dialog isOpen={now !== null} size="sm" title={t.account.confirmTitle} onClose={() => now?.answer(false)}>
      {now && <Confirm at={now.at} onDone={() => now.answer(true)} />}
    </Dialog>
  );
}
