/** How a changed service is rolled out (orchestration sheet, section 10). */
package io.swarmd.model.update;
