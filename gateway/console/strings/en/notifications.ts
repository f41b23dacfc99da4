/* What one is told. */

export const notifications = {
  title: 'Notifications',
  empty: 'All quiet.',
  markAll: 'Mark all as read',
  sound: 'Sound',
  browser: 'Browser notifications',
  denied: 'The browser does not allow notifications for this page.',
  unread: (n: number) => (n === 1 ? '1 unread notification' : `${n} unread notifications`),
  kinds: {
    new_conversation: 'New conversation',
    grab_offer: 'Up for grabs',
    new_message: 'New message',
    assignment: 'Given to you',
    transfer: 'Transferred to you',
    mention: 'You were mentioned',
    soon_overdue: 'Soon overdue',
    overdue: 'Overdue',
    delivery_failed: 'Not delivered',
    unanswered: 'Closed without an answer',
    invitation: 'Invitation accepted',
    channel_health: 'A channel has trouble',
  },
  takenBy: (name: string) => `${name} took it`,
};
