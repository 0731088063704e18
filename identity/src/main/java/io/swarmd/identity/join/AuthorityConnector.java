package io.swarmd.identity.join;

import java.util.Set;

/** Opens connections to whichever manager is best asked next. */
interface AuthorityConnector {

  /**
   * A connection to one of the managers; it is made when it is first used.
   *
   * @param except addresses not wanted
   * @param remote whether this node's own manager, if it runs one, is not wanted
   * @throws io.swarmd.identity.IdentityException when no manager is left
   */
  AuthorityConnection open(Set<String> except, boolean remote);
}
