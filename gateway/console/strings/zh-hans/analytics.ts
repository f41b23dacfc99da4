import type * as words from '../en/analytics.ts';

export const analytics: typeof words.analytics = {
  title: '统计',
  lead: '情况如何。',
  periods: { day: '今天', week: '7 天', month: '30 天' },
  groups: { channel: '按渠道', team: '按团队', member: '按成员', hour: '按小时' },
  csv: '下载 CSV',
  opened: '新开',
  finished: '结束',
  unanswered: '未回复',
  missed: '错过',
  messagesIn: '收到消息',
  messagesOut: '发出消息',
  median: '首次回复中位数',
  p90: '首次回复九成以内',
  handling: '处理时长中位数',
  empty: '这段时间没有记录。',
  nobody: '无人',
};
