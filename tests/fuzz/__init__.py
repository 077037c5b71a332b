"""Fuzzing of the readers: whatever a file holds, it is read or refused in words, in bounded time and memory."""
