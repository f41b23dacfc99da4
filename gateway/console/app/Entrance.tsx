import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { call } from '../api/request.ts';
import { AcceptInvitation } from './AcceptInvitation.tsx';
import { LanguagePicker } from './LanguagePicker.tsx';
import { ResetPassword } from './ResetPassword.tsx';
import { SetUp } from './SetUp.tsx';
import { SignIn } from './SignIn.tsx';
import { usePlace } from './location.ts';

/** Everything for somebody who is not signed in: the first account, an invitation, a forgotten password, the sign-in. */
export function Entrance() {
  const { page } = usePlace();
  // Behind the `#`, so that it stands in no server's log.
  const token = location.hash.slice(1);
  const setUp = useQuery({ queryKey: ['setup'], queryFn: () => call<{ readonly needed: boolean }>('/setup'), retry: false });
  let form: ReactNode = <SignIn />;
  if (page === 'invitation') form = <AcceptInvitation token={token} />;
  else if (page === 'password-reset') form = <ResetPassword token={token} />;
  else if (setUp.isPending) form = null;
  else if (setUp.data?.needed === true) form = <SetUp />;
  return (
    <main className="entrance">
      <div className="entrance-card">
        <img src={new URL('./icon.svg', import.meta.url).href} alt="" width="40" height="40" />
        {form}
      </div>
      <LanguagePicker />
    </main>
  );
}
