import { goTo } from '../app/location.ts';
import { useChannels, useMembers, useSettings, useTeams } from '../api/queries.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';
import { PageHead } from './PageHead.tsx';

const USUAL_SOON_S = 180;

/** What a new organisation does first; each step knows whether it was done. */
export function FirstSteps() {
  const s = useStrings();
  const words = s.settings.start;
  const channels = useChannels().data ?? [];
  const members = useMembers().data ?? [];
  const teams = useTeams().data ?? [];
  const settings = useSettings().data;
  const steps = [
    { page: 'channels', title: words.channel, lead: words.channelLead, isDone: channels.length > 0 },
    { page: 'members', title: words.members, lead: words.membersLead, isDone: members.length > 1 },
    { page: 'teams', title: words.teams, lead: words.teamsLead, isDone: teams.length > 0 },
    {
      page: 'rules',
      title: words.rules,
      lead: words.rulesLead,
      isDone: settings !== undefined && settings.soonAfterSeconds !== USUAL_SOON_S,
    },
  ];
  return (
    <>
      <PageHead title={s.settings.pages.start} lead={words.lead} />
      <ol className="steps">
        {steps.map((step, i) => (
          <li key={step.page} className={step.isDone ? 'step-done' : ''}>
            <span className="step-number">{step.isDone ? <Icon name="check" size={18} /> : i + 1}</span>
            <span className="step-text">
              <strong>{step.title}</strong>
              <span>{step.lead}</span>
              {step.isDone && <span className="hidden">{words.done}</span>}
            </span>
            <Button onClick={() => goTo({ page: `settings/${step.page}` })}>{s.settings.pages[keyOf(step.page)]}</Button>
          </li>
        ))}
      </ol>
    </>
  );
}

function keyOf(page: string): 'channels' | 'members' | 'teams' | 'rules' {
  return page === 'channels' || page === 'members' || page === 'teams' ? page : 'rules';
}
