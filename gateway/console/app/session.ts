import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/request.ts';
import { useStrings } from '../strings/strings.ts';
import { sayProblem } from '../parts/toasts.tsx';

/** Ends the session, and forgets everything that was read in it. */
export function useSignOut(): () => void {
  const client = useQueryClient();
  const s = useStrings();
  return () => {
    call('/session', { method: 'DELETE' }).then(
      () => {
        client.clear();
        location.assign('/');
      },
      (error: unknown) => sayProblem(error, s.app.offline),
    );
  };
}
