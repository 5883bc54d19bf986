export { ConfirmAddressScreen, UndoAddressScreen } from './address-screens.tsx';
export { InvitationScreen } from './invitation-screen.tsx';
export { ForgotPasswordScreen, ResetScreen } from './reset-screens.tsx';
