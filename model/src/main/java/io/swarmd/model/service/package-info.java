/** What a service asks for. */
package io.swarmd.model.service;
