/** What core and transport say to each other about open streams and refused calls. */
package io.swarmd.dispatcher.stream;
