/**
 * What users and tools ask of a manager: the Control, Watch and Health services, and forwarding to the leader. Each
 * kind of object has a package of its own; here they are bound to the wire (control sheet).
 */
package io.swarmd.controlapi;
