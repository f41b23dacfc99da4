import type * as words from '../en/notifications.ts';

export const notifications: typeof words.notifications = {
  title: '通知',
  empty: '一切安静。',
  markAll: '全部标为已读',
  sound: '声音',
  browser: '浏览器通知',
  denied: '浏览器不允许本页发送通知。',
  unread: (n) => `${n} 条未读通知`,
  kinds: {
    new_conversation: '新会话',
    grab_offer: '可抢接',
    new_message: '新消息',
    assignment: '分配给你',
    transfer: '转交给你',
    mention: '有人提到你',
    soon_overdue: '即将超时',
    overdue: '已超时',
    delivery_failed: '未送达',
    unanswered: '未回复就结束了',
    invitation: '邀请已接受',
    channel_health: '渠道有问题',
  },
  takenBy: (name) => `${name} 已接走`,
};
