package io.swarmd.identity.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;

/** Why a file could not be used, in words for a user. */
final class FileFailure {

  private FileFailure() {}

  static String of(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "permission denied: " + denied.getFile();
      case FileAlreadyExistsException other -> "it is not a directory";
      case FileSystemException told when told.getReason() != null -> told.getReason();
      default -> failure.getMessage() != null ? failure.getMessage() : failure.toString();
    };
  }
}
