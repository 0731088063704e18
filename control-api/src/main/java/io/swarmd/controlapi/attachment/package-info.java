/** Containers that a node starts by itself and wants in a network of the cluster (dispatch sheet, section 8). */
package io.swarmd.controlapi.attachment;
