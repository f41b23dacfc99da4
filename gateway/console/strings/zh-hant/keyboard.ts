import type * as words from '../en/keyboard.ts';

export const palette: typeof words.palette = {
  title: '前往或執行',
  placeholder: '輸入命令或頁面…',
  nothing: '沒有合適的命令。',
  group: { go: '前往', act: '這個對話', look: '外觀' },
};

export const keyboard: typeof words.keyboard = {
  title: '鍵盤',
  lead: '單鍵在沒有文本框處於焦點時有效。',
  enabled: '單鍵快捷鍵',
  items: {
    palette: '命令面板',
    help: '這張表',
    search: '搜尋',
    next: '下一個對話',
    previous: '上一個對話',
    reply: '寫回覆',
    note: '寫備註',
    join: '加入或搶接',
    close: '結束對話',
    details: '詳情',
    escape: '返回',
  },
};
