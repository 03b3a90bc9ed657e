/* SPDX-License-Identifier: Apache-2.0
 * The stack, then main. There is no data that has to be copied or cleared: firmware.ld sees to that. */
    .section .start, "ax"
    .global _start
_start:
    la sp, _stack
    call main
1:  j 1b
