package io.swarmd.allocator.rule;

/** Something an object asks for is not there; what was taken for it so far is to be given back. */
final class CannotGive extends RuntimeException {

  private final String shortOf;

  /** @param shortOf a name of {@link Lack} */
  CannotGive(String shortOf, String why) {
    super(why, null, false, false);
    this.shortOf = shortOf;
  }

  String shortOf() {
    return shortOf;
  }
}
