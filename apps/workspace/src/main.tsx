import './app/styles.ts';
import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError, onConfirmationNeeded } from './api.ts';
import { createWorkspaceRouter } from './app/router.tsx';
import { theme } from './app/theme.ts';
import { language, loadMessages } from './messages/index.ts';
import { Toasts } from './parts/toasts.tsx';
import { useStore } from './realtime/store.ts';
import { ConfirmDialog } from './session/confirm-dialog.tsx';
import { askForConfirmation } from './session/confirmation.ts';
import { keepPreferences, scheme } from './session/preferences.ts';
import { forgetSession } from './session/use-session.ts';

keepPreferences();
await loadMessages(navigator.languages);
document.documentElement.lang = language;

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
  mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isPassing,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
const router = createWorkspaceRouter(client);
onConfirmationNeeded(askForConfirmation);

/** A session that ended while somebody worked: to its login, and back here afterwards. */
function leaveWhenSignedOut(error: unknown): void {
  const isEnded = error instanceof ApiError && ['session_missing', 'session_ended'].includes(error.code);
  const { pathname, href } = router.state.location;
  if (!isEnded || pathname.endsWith('/login') || pathname === '/setup') return;
  const at = pathname.startsWith('/admin') ? 'admin' : 'agent';
  forgetSession(client, at);
  void router.navigate({ to: at === 'admin' ? '/admin/login' : '/login', search: { next: href, reason: 'ended' } });
}

function App() {
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={useStore(scheme)}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={client}>
        <Toasts />
        <RouterProvider router={router} />
        <ConfirmDialog />
      </QueryClientProvider>
    </MantineProvider>
  );
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
