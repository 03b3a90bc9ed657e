// light: the pin is high exactly while the light is to shine, or exactly while it is not.
//
// proof: shines at 1; by induction; LOW=0
// proof: shines at 0; by induction; LOW=1
//
// mutant: on ^ (LOW != 0) => on
// mutant: LOW != 0 => LOW == 0
// mutant: on ^ (LOW != 0) => on | (LOW != 0)
`default_nettype none
module prove #(
    parameter LOW = 0
) (
    input wire on
);
    wire pin;
    light #(.LOW(LOW)) leaf (.on(on), .pin(pin));
    always @* assert (pin == (LOW ? !on : on));
endmodule
`default_nettype wire
