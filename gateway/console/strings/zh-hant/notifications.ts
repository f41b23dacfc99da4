import type * as words from '../en/notifications.ts';

export const notifications: typeof words.notifications = {
  title: '通知',
  empty: '一切安靜。',
  markAll: '全部標為已讀',
  sound: '聲音',
  browser: '瀏覽器通知',
  denied: '瀏覽器不允許本頁發送通知。',
  unread: (n) => `${n} 條未讀通知`,
  kinds: {
    new_conversation: '新對話',
    grab_offer: '可搶接',
    new_message: '新訊息',
    assignment: '分配給你',
    transfer: '轉交給你',
    mention: '有人提到你',
    soon_overdue: '即將超時',
    overdue: '已超時',
    delivery_failed: '未送達',
    unanswered: '未回覆就結束了',
    invitation: '邀請已接受',
    channel_health: '頻道有問題',
  },
  takenBy: (name) => `${name} 已接走`,
};
