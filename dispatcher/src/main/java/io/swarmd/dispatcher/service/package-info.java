/** The dispatcher on gRPC: who calls, codes, and streams with flow control. */
package io.swarmd.dispatcher.service;
