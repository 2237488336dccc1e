package disk

// withoutWaiting is not needed: there are no pipes among Windows' files.
const withoutWaiting = 0
