// A worker that does what one that was taken over by a video might do, behind the same doors as a
// real one. What it does is told in place of the model's path.
try Conversation.run()
