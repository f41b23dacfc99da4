import { LANGUAGES, type Language, useStrings } from '../strings/strings.ts';
import { useLook } from './Look.tsx';

const CODES = Object.keys(LANGUAGES).filter((code): code is Language => code in LANGUAGES);

export function LanguagePicker() {
  const s = useStrings();
  const { language, setLanguage } = useLook();
  return (
    <div className="languages" role="group" aria-label={s.look.language}>
      {CODES.map((code) => (
        <button key={code} type="button" lang={code} aria-pressed={code === language} onClick={() => setLanguage(code)}>
          {LANGUAGES[code]}
        </button>
      ))}
    </div>
  );
}
