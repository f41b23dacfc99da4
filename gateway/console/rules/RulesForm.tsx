import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormProblem } from '../app/FormProblem.tsx';
import { useForm } from '../app/form.ts';
import { keys } from '../api/keys.ts';
import { call } from '../api/request.ts';
import type { Rules, Settings } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { FilesRule } from './FilesRule.tsx';
import { HoursRule, ownZone } from './HoursRule.tsx';
import { CheckRule, ConferenceRule, DurationRule, LanguagesRule, StarterRule } from './PlainRules.tsx';
import type { Rule } from './RuleField.tsx';
import { type RuleName, type RuleRequest, type Scope, changeOf, errorPathOf, ownRules, requestOf } from './draft.ts';
import { usualHours } from './week.ts';

/** What a rule without a value begins with, where a team or a channel wants one of its own. */
function firstOf(name: RuleName): unknown {
  if (name === 'businessHours') return usualHours(ownZone());
  return name === 'conferenceUrl' ? 'https://meet.jit.si/{conversationId}' : 3600;
}

/** All rules of a scope. Only what was changed is sent. */
export function RulesForm({ scope, settings }: { readonly scope: Scope; readonly settings: Settings }) {
  const s = useStrings();
  const words = s.settings.rules;
  const client = useQueryClient();
  const before = ownRules(settings, scope);
  const [draft, setDraft] = useState(before);
  const form = useForm(
    ({ path, body }: RuleRequest) => call(path, { method: 'PATCH', body }),
    async () => {
      await Promise.all([keys.settings, keys.channels, keys.teams].map((queryKey) => client.invalidateQueries({ queryKey })));
      say(s.app.saved);
    },
  );
  const rule = <Name extends RuleName>(name: Name): Rule<Rules[Name]> => {
    const set = (value: unknown) => setDraft({ ...draft, [name]: value });
    return {
      value: draft[name] === undefined ? settings[name] : draft[name],
      isOwn: scope.is === 'organisation' ? undefined : name in draft,
      origin: settings.origins[name],
      errorOf: (part) => form.errorOf([errorPathOf(scope, name), part].filter((one) => one !== undefined).join('.')),
      set,
      own(isOwn) {
        if (isOwn) return set(settings[name] ?? firstOf(name));
        const { [name]: _inherited, ...rest } = draft;
        setDraft(Object.fromEntries(Object.entries(rest)));
      },
    };
  };
  const off = scope.is === 'organisation' ? { off: words.off } : {};
  return (
    <form
      className="rules-form"
      onSubmit={(event) => {
        event.preventDefault();
        form.send(requestOf(scope, changeOf(before, draft)));
      }}
    >
      <h2 className="section">{words.waiting}</h2>
      <DurationRule rule={needed(rule('soonAfterSeconds'))} label={words.soonAfterSeconds} />
      <DurationRule rule={needed(rule('overdueAfterSeconds'))} label={words.overdueAfterSeconds} />
      <DurationRule rule={rule('overdueAgainSeconds')} label={words.overdueAgainSeconds} {...off} />
      <h2 className="section">{words.hours}</h2>
      <p className="soft section-lead">{words.hoursLead}</p>
      <HoursRule rule={rule('businessHours')} />
      <h2 className="section">{words.closing}</h2>
      <DurationRule rule={needed(rule('autoCloseAfterSeconds'))} label={words.autoCloseAfterSeconds} />
      <CheckRule rule={rule('autoCloseInBusinessTime')} label={words.autoCloseInBusinessTime} />
      <DurationRule rule={needed(rule('windowClosingSeconds'))} label={words.windowClosingSeconds} />
      <h2 className="section">{words.bots}</h2>
      <StarterRule rule={rule('startsWith')} label={words.startsWith} />
      <DurationRule rule={rule('botTimeoutSeconds')} label={words.botTimeoutSeconds} {...off} />
      <DurationRule rule={rule('giveBackAfterSeconds')} label={words.giveBackAfterSeconds} {...off} />
      <h2 className="section">{words.languagesAndCalls}</h2>
      <LanguagesRule rule={rule('languages')} label={words.languages} hint={words.languagesHint} />
      <ConferenceRule rule={rule('conferenceUrl')} label={words.conference} hint={words.conferenceHint} />
      <h2 className="section">{words.files}</h2>
      <FilesRule rule={rule('attachments')} />
      <FormProblem problem={form.problem} />
      <div className="rules-save">
        <Button type="submit" look="accent" busy={form.busy}>
          {s.app.save}
        </Button>
      </div>
    </form>
  );
}

/** A duration that cannot be switched off. */
function needed(rule: Rule<number>): Rule<number | null> {
  return { ...rule, set: (value) => rule.set(value ?? 0) };
}
