/** What nodes have and tasks reserve: CPU, memory and generic resources (scheduling sheet, 2.5). */
package io.swarmd.model.resource;
