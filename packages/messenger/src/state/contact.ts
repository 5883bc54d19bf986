import type { StartConversationRequest } from '@porchlight/protocol';
import { computed, signal } from '@preact/signals';

/** What the visitor types about themselves before the first message; it proves nothing [CNV8]. */
export function openContact() {
  const typed = signal({ name: '', email: '' });
  /** Counts up when something was to be sent with an address that cannot be one. */
  const asked = signal(0);
  return {
    typed,
    asked,
    isEmailWrong: computed(() => {
      const email = typed.value.email.trim();
      return email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email);
    }),
    read(): StartConversationRequest['contact'] {
      const { name, email } = typed.value;
      return { name: name.trim() || null, email: email.trim() || null };
    },
    clear(): void {
      typed.value = { name: '', email: '' };
    },
  };
}
