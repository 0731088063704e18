/** Sets of numbers, addresses and subnets of which each is given once at a time (scheduling sheet, 3.4). */
package io.swarmd.allocator.pool;
