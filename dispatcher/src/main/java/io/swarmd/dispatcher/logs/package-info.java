/** Task logs, as far as this version goes: agents may listen, nobody can subscribe yet. */
package io.swarmd.dispatcher.logs;
