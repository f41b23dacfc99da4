/** What was refused as a whole; read out at once. */
export function FormProblem({ problem }: { readonly problem: string | undefined }) {
  return (
    <div role="alert" aria-live="assertive">
      {problem !== undefined && <p className="form-problem">{problem}</p>}
    </div>
  );
}
