/**
 * What users, tools and nodes ask of a manager: the Control, Watch, Health and ResourceAllocator services, and
 * forwarding to the leader. Each kind of object has a package of its own; here they are bound to the wire (control
 * sheet).
 */
package io.swarmd.controlapi;
