package io.swarmd.store.entry;

/**
 * An entry that cannot be read: written by a newer version, or damaged. The member that meets it must stop, for it
 * would part from the others by leaving it out.
 */
public final class EntryFormatException extends RuntimeException {

  public EntryFormatException(String message) {
    super(message);
  }

  public EntryFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
