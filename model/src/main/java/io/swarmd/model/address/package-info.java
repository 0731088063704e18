/** Internet addresses and subnets as values, read from text without asking any name service. */
package io.swarmd.model.address;
