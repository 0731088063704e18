/** The output of tasks as it travels: pure rules shared by whoever passes it on. */
package io.swarmd.model.log;
