/** Text for people: columns, spans, sizes, times; and the forms in which flags give them. */
package io.swarmd.swarmctl.text;
