package io.swarmd.identity.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be used, in words for a user. */
public final class FileFailure {

  private FileFailure() {}

  public static String of(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "permission denied: " + denied.getFile();
      case NoSuchFileException missing -> "no such file or directory: " + missing.getFile();
      case FileAlreadyExistsException other -> "it is not a directory";
      case FileSystemException told when told.getReason() != null -> told.getReason();
      default -> failure.getMessage() != null ? failure.getMessage() : failure.toString();
    };
  }
}
