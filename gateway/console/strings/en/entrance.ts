/* Signing in, the first account, an invitation. */

export const signIn = {
  title: 'Sign in',
  lead: 'Every customer, one place to answer.',
  email: 'Email',
  password: 'Password',
  code: 'Code from your authenticator',
  submit: 'Sign in',
  forgot: 'Forgot your password?',
  sent: 'If this address belongs to a member, a letter with a link is on its way.',
  resetTitle: 'Choose a new password',
  resetSubmit: 'Set the password',
  resetDone: 'Your password is set. Sign in with it.',
  sendLink: 'Send a link',
  signOut: 'Sign out',
  ended: 'Your session has ended. Sign in again.',
  atLeast: 'At least 10 characters.',
};

export const setUp = {
  title: 'Welcome to Parley',
  lead: 'Nobody is here yet. Make the first account; it will be the administrator’s.',
  organisation: 'Organisation',
  token: 'Set-up code',
  tokenHint: 'It stands in the gateway’s log.',
  submit: 'Begin',
};

export const invitation = {
  title: 'Join your team',
  lead: (email: string) => `You were invited as ${email}.`,
  gone: 'This invitation was used, withdrawn, or is older than seven days. Ask for a new one.',
  submit: 'Join',
};
