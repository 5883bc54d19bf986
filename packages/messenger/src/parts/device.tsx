import { chevronDown } from '@porchlight/design/icons';
import { useEffect, useState } from 'preact/hooks';
import type { Slot } from '../state/slot.ts';
import { useMessenger } from './context.ts';
import { Icon } from './icon.tsx';

type Kit = typeof import('../device/device-kit.tsx');

/** The forms, which few visitors want: fetched with the first wish. Null until they have come. */
function useKit(isWanted: boolean): Kit | null {
  const [kit, setKit] = useState<Kit | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    // Without a network it comes with the next wish.
    import('../device/device-kit.tsx').then(setKit, () => undefined);
  }, [isWanted]);
  return kit;
}

/** [CNV9] Has a code for another device sent to an address. */
export function OnDevice({ slot }: { slot: Slot }) {
  const kit = useKit(true);
  return kit && <kit.AddressForm slot={slot} />;
}

/** [CNV9] Takes a code from another device's mail; closed until it is wanted. */
export function FromDevice() {
  const { messenger, language } = useMessenger();
  const [isOpen, setOpen] = useState(false);
  const kit = useKit(isOpen);
  if (!messenger.boot.hasMail) return null;
  return (
    <details class="contact" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="contact-summary">
        <span>{language.texts.fromDevice}</span>
        <Icon icon={chevronDown} small />
      </summary>
      {isOpen && kit && <kit.CodeForm />}
    </details>
  );
}
